package adjoint.rewrite;

import adjoint.expr.Expr;
import adjoint.expr.Op;
import adjoint.tensor.Axes;
import adjoint.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A rule while it is being written; {@link #because} makes it a rule. */
public final class RuleDraft {
    /** One side of a rule with three variables. */
    @FunctionalInterface
    public interface Three {
        Expr of(Expr x, Expr y, Expr z);
    }

    /** One side of a rule with a variable for axes. */
    @FunctionalInterface
    public interface OneAlong {
        Expr of(Expr x, Axes axes);
    }

    /** One side of a rule with two variables and one for axes. */
    @FunctionalInterface
    public interface TwoAlong {
        Expr of(Expr x, Expr y, Axes axes);
    }

    /** One side of a rule with three variables and one for axes. */
    @FunctionalInterface
    public interface ThreeAlong {
        Expr of(Expr x, Expr y, Expr z, Axes axes);
    }

    /** What must hold of the expressions that the variables x, y, ... stand for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds(RangeAnalysis facts, Expr[] variables);
    }

    /** What must hold of the expressions that the variables x, y, ... stand for, and of what the blanks do. */
    @FunctionalInterface
    public interface OpenCondition {
        boolean holds(RangeAnalysis facts, Expr[] variables, Wildcards blanks);
    }

    /** One side of a rule with any number of variables and with blanks. */
    @FunctionalInterface
    public interface Side {
        Expr of(Expr[] x, Wildcards blanks);
    }

    /** A side with one variable for axes. */
    @FunctionalInterface
    private interface Along {
        Expr of(Expr[] x, Axes axes);
    }

    private static final Shape USUAL = Shape.of(2, 3);
    private static final List<Axes> CHOICES = List.of(Axes.at(1), Axes.at(0), Axes.at(0, 1));

    final String name;
    Phase phase = Phase.TIDY;
    final Set<Tag> tags = EnumSet.noneOf(Tag.class);
    List<Object> roots = List.of();
    Rule.Body body;
    Supplier<String> formula;
    String condition = "";
    private OpenCondition holds = (facts, variables, blanks) -> true;
    private final List<UnaryOperator<Expr>> samples = new ArrayList<>();
    private final List<Function<Expr[], Expr>> examples = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private final List<double[]> domains = new ArrayList<>();
    private final List<double[]> breaking = new ArrayList<>();
    private double[] domain = {-2, 2};
    private Axes[] choices = {};
    private int inputs;
    private Along left;
    private boolean along;

    RuleDraft(String name) {
        this.name = name;
    }

    public RuleDraft in(Phase where) {
        phase = where;
        return this;
    }

    public RuleDraft tagged(Tag... more) {
        tags.addAll(Arrays.asList(more));
        return this;
    }

    /** What must hold besides the form: in words, and as code. */
    public RuleDraft when(String words, Condition test) {
        return when(words, (facts, variables, blanks) -> test.holds(facts, variables));
    }

    /** What must hold besides the form, of blanks too: in words, and as code. */
    public RuleDraft when(String words, OpenCondition test) {
        condition = words;
        holds = test;
        return this;
    }

    /** In words, what a rule written as a function checks besides the form. */
    public RuleDraft when(String words) {
        condition = words;
        return this;
    }

    /** How the rule prints, where its right side computes with what a blank stands for. */
    public RuleDraft formula(String words) {
        formula = () -> words;
        return this;
    }

    /** Where tests sample all inputs. */
    public RuleDraft on(double low, double high) {
        domain = new double[] {low, high};
        return this;
    }

    /** Where tests sample one input; those before it must have been given already. */
    public RuleDraft on(int input, double low, double high) {
        while (domains.size() <= input) {
            domains.add(domain);
        }
        domains.set(input, new double[] {low, high});
        return this;
    }

    /** What a variable stands for in the rule's example, where a bare input would not meet the condition. */
    public RuleDraft sample(int variable, UnaryOperator<Expr> form) {
        while (samples.size() <= variable) {
            samples.add(UnaryOperator.identity());
        }
        samples.set(variable, form);
        return this;
    }

    /** The shapes of the example's inputs, where all being of shape [2, 3] would not do. */
    public RuleDraft shaped(Shape... of) {
        shapes.addAll(Arrays.asList(of));
        return this;
    }

    /** The axes to try, where the usual choices would not do. */
    public RuleDraft axes(Axes... tried) {
        choices = tried;
        return this;
    }

    /** Values of the inputs, one for all or one each, where the left side fails and the right side is exact. */
    public RuleDraft breaksAt(double... values) {
        breaking.add(values);
        return this;
    }

    public RuleDraft rewrite(UnaryOperator<Expr> left, UnaryOperator<Expr> right) {
        return closed(1, (x, b) -> left.apply(x[0]), (x, b) -> right.apply(x[0]));
    }

    public RuleDraft rewrite(BinaryOperator<Expr> left, BinaryOperator<Expr> right) {
        return closed(2, (x, b) -> left.apply(x[0], x[1]), (x, b) -> right.apply(x[0], x[1]));
    }

    public RuleDraft rewrite(Three left, Three right) {
        return closed(3, (x, b) -> left.of(x[0], x[1], x[2]), (x, b) -> right.of(x[0], x[1], x[2]));
    }

    public RuleDraft along(OneAlong left, OneAlong right) {
        return along(1, (x, a) -> left.of(x[0], a), (x, a) -> right.of(x[0], a));
    }

    public RuleDraft along(TwoAlong left, TwoAlong right) {
        return along(2, (x, a) -> left.of(x[0], x[1], a), (x, a) -> right.of(x[0], x[1], a));
    }

    public RuleDraft along(ThreeAlong left, ThreeAlong right) {
        return along(3, (x, a) -> left.of(x[0], x[1], x[2], a), (x, a) -> right.of(x[0], x[1], x[2], a));
    }

    /** Both sides, of some variables x[0], x[1], ... and with blanks; it needs an example. */
    public RuleDraft open(int variables, Side left, Side right) {
        Expr[] holes = PatternVariable.variables(variables);
        Expr form = left.of(holes, AttributeWildcard.OPEN);
        Pattern pattern = new Pattern(form, variables);
        OpenCondition test = holds;
        roots = Pattern.roots(form.op());
        body = (node, facts) -> {
            Match match = pattern.match(node, facts, test);
            return match == null ? null : right.of(match.variables, match);
        };
        if (formula == null) {
            formula = () -> form + " -> " + right.of(holes, AttributeWildcard.OPEN);
        }
        return this;
    }

    private RuleDraft closed(int variables, Side from, Side to) {
        inputs = variables;
        left = (x, axes) -> from.of(x, null);
        return open(variables, from, to);
    }

    private RuleDraft along(int variables, Along from, Along to) {
        inputs = variables;
        along = true;
        left = from;
        return open(variables, (x, b) -> from.of(x, b.axes("a")), (x, b) -> to.of(x, b.axes("a")));
    }

    private Expr[] standIns(Expr[] inputs) {
        Expr[] stand = inputs.clone();
        for (int i = 0; i < samples.size(); i++) {
            stand[i] = samples.get(i).apply(stand[i]);
        }
        return stand;
    }

    /** A rule that is a function of any node with one of these ops, or ops of these classes; it needs an example. */
    public RuleDraft function(String words, Rule.Body rule, Object... opsOrClasses) {
        formula = () -> words;
        body = rule;
        roots = List.of(opsOrClasses);
        for (Object root : roots) {
            if (!(root instanceof Op || root instanceof Class)) {
                throw new IllegalArgumentException("rule " + name + ": a root is an op or a class of ops, not " + root);
            }
        }
        return this;
    }

    /** An expression that the rule rewrites, of some inputs x[0], x[1], ... of shape [2, 3] unless {@link #shaped}. */
    public RuleDraft example(int inputs, Function<Expr[], Expr> form) {
        this.inputs = Math.max(this.inputs, inputs);
        examples.add(form);
        return this;
    }

    /** The rule, with the reason why its right side is better. */
    public Rule because(String reason) {
        if (body == null || left == null && examples.isEmpty()) {
            throw new IllegalStateException(
                    "rule " + name + " needs a left and a right side, or a function and an example");
        }
        return new Rule(this, reason);
    }

    Example example() {
        List<Axes> tried = !along ? CHOICES.subList(0, 1) : choices.length > 0 ? List.of(choices) : CHOICES;
        for (Axes choice : left == null ? List.<Axes>of() : tried) {
            examples.add(x -> left.of(standIns(x), choice));
        }
        while (shapes.size() < inputs) {
            shapes.add(USUAL);
        }
        while (domains.size() < shapes.size()) {
            domains.add(domain);
        }
        return new Example(List.copyOf(shapes), List.copyOf(examples), List.copyOf(domains), List.copyOf(breaking));
    }
}
