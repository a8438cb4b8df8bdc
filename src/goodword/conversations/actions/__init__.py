"""The verbs of the conversations room: the only writers. Web, API, importers and jobs call the same ones."""
