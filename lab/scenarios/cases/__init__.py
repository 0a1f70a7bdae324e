"""One file a scenario; its name is the scenario's, its docstring says what is planted."""
