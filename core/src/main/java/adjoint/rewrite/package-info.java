/**
 * Rules that replace expressions by better ones of the same value, and the rewriter that applies them.
 *
 * <p>Read {@link adjoint.rewrite.Rule} first, then one file of rules, such as {@code LogRules}. {@link
 * adjoint.rewrite.RuleBook} has them all, and {@link adjoint.rewrite.Rewriter} applies them, phase by phase, and logs what it
 * did. {@link adjoint.rewrite.RuleTrial} tries a rule against exact numbers.
 *
 * <p>Rules may rely on {@link adjoint.rewrite.RangeAnalysis}, which asks each op what is known of its values. The package knows
 * expressions and ops, and nothing of gradients (a trial is given them as a function), plans or calls.
 */
package adjoint.rewrite;
