"""Downloading reports from the addresses of a roster: politely, within limits, and never from inside the network."""
