"""Handing messages to other systems: signed, enveloped, and never to an address inside."""
