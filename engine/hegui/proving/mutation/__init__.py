"""Do the cases of a rule prove its condition? Each is changed a little; a change that no case notices is unproven.

    for proof in prove(ruleset):
        print(proof.rule, f"{proof.noticed}/{proof.mutants}", proof.survivors)

Changes are those of data: of an expression, pattern, list, threshold or choice in the rule, and of the lexicons and
parameters that it reads.
"""

from hegui.proving.mutation.adjustments import prove_adjustment
from hegui.proving.mutation.proof import Proof, prove, prove_rule

__all__ = ["Proof", "prove", "prove_adjustment", "prove_rule"]
