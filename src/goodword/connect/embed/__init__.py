"""What the company's own site can show of the community: the reviews of a product, and a box for a question.

goodword.js is a module with two custom elements, `<goodword-reviews product=ID>` and `<goodword-ask product=ID>`. It fetches JSON as
nobody (no cookie, whoever looks), draws it in a shadow root, and stores nothing. Without JavaScript, and whenever something is amiss, the
link inside the element stays. docs/embed.md is for whoever puts it on a page.
"""
