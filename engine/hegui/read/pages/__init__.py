"""Pages as they are printed, whatever file they come from: what stands on one, and the document that they make up."""
