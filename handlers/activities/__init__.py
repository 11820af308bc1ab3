"""Activities: what there is, signing up, who came."""
