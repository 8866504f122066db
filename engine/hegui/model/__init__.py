"""The values that flow through hegui: Document → Report → Verdict → Audit. All are frozen; none knows how it was made."""
