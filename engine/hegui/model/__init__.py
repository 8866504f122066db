"""The values that flow through hegui: Document → Report → Verdict → Audit. All frozen; none knows how it was made."""
