"""Fifty people at once: real websocket sessions that click and filter as people do."""
