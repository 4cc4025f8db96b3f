from django.contrib import admin

from articles.models import Article
from publishing.desk.page.pages import PageAdmin


@admin.register(Article)
class ArticleAdmin(PageAdmin):
    kind_name = "articles"
