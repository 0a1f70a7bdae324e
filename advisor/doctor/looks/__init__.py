"""The edges: each looks at one thing and answers with plain values, or Unknown with the reason."""
