"""Reads what lies in files: the knowledge pack, cases and plans. Nothing else of ours opens them."""
