"""Readers of documents: one file a family of formats."""
