"""The register: legal entities, premises, online shops, and who operated what from when to when."""
