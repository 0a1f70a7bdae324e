"""How each template is wired: `prepare` looks at what the job connects to, `build` adds the job to an environment."""
