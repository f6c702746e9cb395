package adjoint.rewrite;

import adjoint.expr.SourceLine;
import java.util.List;
import java.util.stream.Stream;

/** Every rule, in the order in which they are tried. */
public final class RuleBook {
    /** No line of the user's makes the patterns, so none is looked for. */
    private static final List<Rule> RULES = SourceLine.UNKNOWN.during(() -> Stream.of(
                    AlgebraRules.rules(),
                    ConstantRules.rules(),
                    ShapeRules.rules(),
                    ConcatRules.rules(),
                    LogRules.rules(),
                    ExpRules.rules(),
                    SoftmaxRules.rules(),
                    MomentRules.rules(),
                    RelativeRules.rules(),
                    IntervalRules.rules(),
                    CancellationRules.rules(),
                    SpecialiseRules.rules())
            .flatMap(List::stream)
            .toList());

    private RuleBook() {}

    public static List<Rule> rules() {
        return RULES;
    }
}
