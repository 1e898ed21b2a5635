"""The vault: identities of volunteers. Everyone else sees a code."""
