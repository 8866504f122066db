"""Renderers: each sees the audit record (schema `hegui/audit/1`) and nothing else."""
