from django.contrib import admin

from articles.models import Article
from publishing.page_admin import PageAdmin


@admin.register(Article)
class ArticleAdmin(PageAdmin):
    kind_name = "articles"
