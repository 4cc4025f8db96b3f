"""Imports go down the floors (import-linter), and so do relations, also those written as a string."""

from django.apps import apps

FLOORS = ["publishing", "glossary", "conditions", "procedures", "articles", "website"]


def test_no_relation_points_to_a_higher_floor():
    ours = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOORS]
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in ours
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model._meta.app_label in FLOORS
        if FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
    ]
    assert ours
    assert upward == []
