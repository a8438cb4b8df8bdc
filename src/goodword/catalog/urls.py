"""The addresses of this room."""

from django.urls import path

from goodword.catalog.desk import claims, makers, orders, products, subjects
from goodword.catalog.views import shelves

app_name = "catalog"
urlpatterns = [
    path("shelves", shelves.shelf_list, name="shelves"),
    path("shelves/<str:slug>", shelves.shelf, name="subject"),
    path("makers/<id:pk>/<str:slug>", shelves.maker, name="maker"),
    path("makers/<id:pk>", shelves.maker, name="short_maker"),
    path("covers/<id:pk>.svg", shelves.cover, name="cover"),
    path("desk/products", products.desk_products, name="desk_products"),
    path("desk/products/new", products.desk_new_product, name="desk_new_product"),
    path("desk/products/<id:pk>", products.desk_product, name="desk_product"),
    path("desk/products/<id:pk>/recall", products.desk_recall, name="desk_recall"),
    path("desk/shelves", subjects.desk_subjects, name="desk_subjects"),
    path("desk/shelves/new", subjects.desk_new_subject, name="desk_new_subject"),
    path("desk/shelves/<id:pk>", subjects.desk_subject, name="desk_subject"),
    path("desk/makers/<id:pk>", makers.desk_maker, name="desk_maker"),
    path("desk/orders", orders.desk_orders, name="desk_orders"),
    path("desk/receipts", claims.desk_claims, name="desk_claims"),
    path("desk/receipts/<id:pk>", claims.desk_claim, name="desk_claim"),
]
