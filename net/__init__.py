"""Requests to other services: how long they may take, and when they are sent again."""
