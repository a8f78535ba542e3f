"""What workers for the code of others can be asked: the name of a task -> the function that does it, plain data out."""

TASKS = {
    "look": "scenarios.apart.looking:look",
    "solve": "scenarios.apart.solving:solve",
    "measure": "scenarios.apart.solving:measure",
    "conformance": "scenarios.apart.solving:conformance",
    "cell": "scenarios.apart.cells:cell",
    "files": "scenarios.apart.cells:files",
    "export": "scenarios.apart.cells:exported",
}
