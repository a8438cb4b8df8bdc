"""The addresses of products and reviews."""

from django.urls import path

from goodword.conversations.views import products, reviews

urlpatterns = [
    path("products/<id:pk>", products.short_product, name="short_product"),
    path("products/<id:pk>/review", reviews.write_review, name="write_review"),
    path("products/<id:pk>/asked", products.ask_the_owners, name="ask_owners"),
    path("products/<id:pk>/receipt", products.claim, name="claim"),
    path("products/<id:pk>/<str:slug>", products.product, name="product"),
    path("reviews", reviews.review_list, name="reviews"),
    path("reviews/<id:pk>/more", reviews.update_review, name="update_review"),
    path("reviews/<id:pk>/withdrawal", reviews.withdraw_review, name="withdraw_review"),
    path("reviews/<id:pk>/helpful", reviews.helpful, name="review_helpful"),
    path("reviews/<id:pk>/replies", reviews.reply_to_review, name="reply_to_review"),
    path("reviews/<id:pk>/friends", reviews.friends_switch, name="friends_switch"),
    path("reviews/<id:pk>/vouching", reviews.vouch_for, name="vouch"),
    path("reviews/<id:pk>/receipt", reviews.receipt, name="receipt"),
    path("reviews/<id:pk>/receipt.json", reviews.receipt_json, name="receipt_json"),
    path("reviews/<id:pk>", reviews.review, name="short_review"),
    path("reviews/<id:pk>/<str:slug>", reviews.review, name="review"),
    path("how-reviews-work", reviews.how_reviews_work, name="how_reviews_work"),
]
