"""Telling other programs what happened here (webhooks).

Signed after the Standard Webhooks specification, version 1 (`webhook-id`, `webhook-timestamp`, `webhook-signature`). docs/webhooks.md is
for whoever receives them; docs/decisions/ says why it is built as it is.

offered      which events can be chosen, and what of each is told
telling      the body for one event and one owner, or none: the gate is asked when it is sent
signing      the secret and the three headers
delivering   sending what is due of one endpoint, and what follows from the answers
"""
