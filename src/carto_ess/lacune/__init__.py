"""Gaps: which territories no recorded fiche covers, of which types, and who lives there."""
