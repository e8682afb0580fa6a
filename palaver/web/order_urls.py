"""Where order is kept among chats."""

from django.urls import path

from palaver.web.views import folders, order, tags, trash

urlpatterns = [
    path("chats/selection/", order.act, name="selection"),
    path("chats/<uuid:chat_id>/order/", order.show, name="order"),
    path("folders/new/", folders.new, name="new_folder"),
    path("folders/<uuid:folder_id>/", folders.edit, name="folder"),
    path("folders/<uuid:folder_id>/chats/", folders.chats, name="folder_chats"),
    path("folders/<uuid:folder_id>/deletion/", folders.dissolve, name="folder_deletion"),
    path("tags/<uuid:tag_id>/", tags.rename, name="tag"),
    path("tags/<uuid:tag_id>/deletion/", tags.remove, name="tag_deletion"),
    path("trash/", trash.index, name="trash"),
    path("trash/removal/", trash.confirm, name="removal"),
]
