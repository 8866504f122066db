"""The rule language: strict YAML, packs, expressions, kinds of checks."""
