"""`/live/`: the count of unread notices and of new replies while a page is open, as server-sent events.

front    the asynchronous door beside Django: who may come in, how a line is held and let go
hub      the open lines of this process, and the one question a second that finds out whom to tell
asking   the questions to the database, asked by one thread; the gate is asked at each delivery
"""
