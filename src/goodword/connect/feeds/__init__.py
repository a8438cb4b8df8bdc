"""Feeds, sitemap and what else machines look for at fixed addresses: public things only, whoever asks."""
