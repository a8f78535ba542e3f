"""Instance files in, solution files in and out.

Parsing is strict: what a file leaves out, gets wrong or asks for in vain is an `InstanceError` that reads `file:line:
field: what is wrong, what is accepted`.
"""

from solvers.instances.lines import InstanceError
from solvers.instances.problem_files import (
    problem_document,
    problem_sha256,
    read_problem,
    write_problem,
)
from solvers.instances.problem_schema import problem_schema
from solvers.instances.reading import ENDINGS, instance_files, read_instance
from solvers.instances.solution_files import SolutionFile, known_cost, read_plan, read_solution, write_solution
from solvers.units import in_file_units

__all__ = [
    "ENDINGS",
    "InstanceError",
    "SolutionFile",
    "in_file_units",
    "instance_files",
    "known_cost",
    "problem_document",
    "problem_schema",
    "problem_sha256",
    "read_instance",
    "read_plan",
    "read_problem",
    "read_solution",
    "write_problem",
    "write_solution",
]
