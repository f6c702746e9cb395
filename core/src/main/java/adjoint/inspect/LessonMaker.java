package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Graph;
import adjoint.expr.Layout;
import adjoint.expr.Leaf;
import adjoint.expr.Op;
import adjoint.rewrite.Options;
import adjoint.rewrite.Rewriter;
import adjoint.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells how a gradient comes about: each adjoint as a formula in the adjoints before it, and the theorems it follows from. */
final class LessonMaker {
    private static final int MOST_STEPS = 400;
    private static final int MOST_PLAYED = 1_500;
    private static final int MOST_ENTRIES = 20_000;
    private static final int INVENTED_SIZE = 3;
    private static final int LONGEST_FORMULA = 4_000;
    private static final String GAMMA = "gamma";

    private final Adjoints adjoints;
    private final Lines lines;
    private final List<Expr> nodes;
    private final Map<Expr, Integer> places = new IdentityHashMap<>();
    private final Map<Expr, String> symbols = new IdentityHashMap<>();
    private final Map<Expr, List<Expr>> users = new IdentityHashMap<>();
    private final Map<String, Integer> theorems = new LinkedHashMap<>();
    private final List<PageData.Theorem> proved = new ArrayList<>();

    LessonMaker(Adjoints adjoints, Lines lines) {
        this.adjoints = adjoints;
        this.lines = lines;
        List<Expr> roots = new ArrayList<>(List.of(adjoints.loss()));
        adjoints.withAdjoint().forEach(node -> roots.add(adjoints.byNode().get(node)));
        this.nodes = Graph.topological(roots);
        nodes.forEach(node -> places.put(node, places.size()));
        Set<String> taken = new HashSet<>();
        int parts = 0;
        for (Expr node : adjoints.nodes()) {
            String symbol = node.name();
            if (symbol == null && node.constant() == null) {
                symbol = node == adjoints.loss() ? "L" : "t" + ++parts;
            }
            for (int i = 2; symbol != null && !taken.add(symbol); i++) {
                symbol = (node.name() == null ? "t" : node.name()) + "_" + i;
            }
            if (symbol != null) {
                symbols.put(node, symbol);
            }
            node.inputs()
                    .forEach(input ->
                            users.computeIfAbsent(input, n -> new ArrayList<>()).add(node));
        }
    }

    PageData.Lesson lesson(List<Expr> variables, Data given) {
        Data data = given.completed(nodes, INVENTED_SIZE);
        String tooMuch = tooMuch(data);
        return new PageData.Lesson(
                nodes.stream()
                        .map(node -> operation(node, data, tooMuch == null))
                        .toList(),
                places.get(adjoints.loss()),
                steps(),
                proved,
                variables.stream()
                        .flatMap(variable -> adjoints.nodes().stream()
                                .filter(node ->
                                        node == variable || node.inputs().isEmpty() && node.op() == variable.op())
                                .limit(1))
                        .map(places::get)
                        .toList(),
                data.words(),
                tooMuch);
    }

    /** Why there is too much for numbers in a page, or null. */
    private String tooMuch(Data data) {
        if (nodes.size() > MOST_PLAYED) {
            return "This gradient has " + nodes.size() + " nodes; the player shows up to " + MOST_PLAYED + ".";
        }
        long entries = nodes.stream()
                .mapToLong(node -> Tensor.sizeOf(node.shape().evaluate(data.sizes())))
                .sum();
        return entries <= MOST_ENTRIES
                ? null
                : "The values of this gradient have " + entries + " entries; the player shows up to " + MOST_ENTRIES
                        + ". Give smaller sizes, as in explain(...).with(\"batch\", 2).";
    }

    private PageData.Operation operation(Expr node, Data data, boolean played) {
        Expr adjoint = adjoints.byNode().get(node);
        return new PageData.Operation(
                node.op().name(),
                node.op().resolve(data.sizes()).label(),
                node.shape().evaluate(data.sizes()),
                node.dtype().toString(),
                node.inputs().stream().mapToInt(places::get).toArray(),
                symbols.get(node),
                Ir.word(NodeLabel.of(node)),
                lines.number(node.site()),
                played && node.op() instanceof Leaf ? value(node, data) : null,
                node.op() instanceof Leaf.Input || node.op() instanceof Leaf.State ? true : null,
                adjoint == null ? null : places.get(adjoint));
    }

    private static double[] value(Expr leaf, Data data) {
        if (leaf.op() instanceof Leaf.OfSizes sizes) {
            Tensor value = Tensor.zeros(leaf.dtype(), leaf.shape().evaluate(data.sizes()));
            sizes.resolve(data.sizes()).eval(new Tensor[0], value);
            return value.toDoubles();
        }
        return leaf.op() instanceof Leaf.State state
                ? state.value().toDoubles()
                : leaf.op() instanceof Leaf.Input input
                        ? data.values().get(input).toDoubles()
                        : leaf.constant().toDoubles();
    }

    /** From the loss back: each adjoint in terms of those before it. */
    private List<PageData.Step> steps() {
        Map<Expr, Expr> standIns = new IdentityHashMap<>();
        symbols.forEach((node, symbol) -> {
            if (!(node.op() instanceof Leaf)) {
                standIns.put(node, StoryTeller.standIn(symbol, node));
            }
        });
        List<PageData.Step> steps = new ArrayList<>();
        List<Expr> order = adjoints.withAdjoint();
        for (int i = order.size() - 1; i >= 0 && steps.size() < MOST_STEPS; i--) {
            Expr node = order.get(i);
            Expr adjoint = adjoints.byNode().get(node);
            String bar = symbols.get(node) + LatexSymbols.BAR;
            Optional<Expr> shares = Responsibilities.in(adjoint, node, users.getOrDefault(node, List.of()));
            shares.ifPresent(part -> standIns.put(part, StoryTeller.standIn(GAMMA, part)));
            Expr formula = node == adjoints.loss() ? adjoint : simplified(standIns, adjoint);
            steps.add(
                    new PageData.Step(
                            places.get(node),
                            equation(bar, formula),
                            node.op() instanceof Leaf ? null : equation(symbols.get(node), forward(node, standIns)),
                            cited(node),
                            words(node)
                                    + (shares.isEmpty()
                                            ? ""
                                            : " Here \u03b3 is the softmax of " + symbols.get(node)
                                                    + ", the share of each term in the sum: in a mixture, the responsibility of each component.")));
            shares.ifPresent(standIns::remove);
            if (!(adjoint.op() instanceof Leaf)) {
                standIns.putIfAbsent(adjoint, StoryTeller.standIn(bar, adjoint));
            }
        }
        return steps;
    }

    private static Expr simplified(Map<Expr, Expr> standIns, Expr adjoint) {
        Expr local = Graph.substitute(List.of(adjoint), standIns).get(0);
        return Rewriter.with(Options.DEFAULT.only("tidy"))
                .stabilised(List.of(local))
                .root();
    }

    private Expr forward(Expr node, Map<Expr, Expr> standIns) {
        return node.withInputs(node.inputs().stream()
                .map(input -> standIns.getOrDefault(input, input))
                .toList());
    }

    private static String equation(String symbol, Expr formula) {
        String latex = Latex.line(formula, LessonMaker::spreads);
        String right = latex.length() > LONGEST_FORMULA ? "\\text{(a formula of " + latex.length() + " signs)}" : latex;
        return MathMl.of(LatexSymbols.symbol(symbol) + " = " + right);
    }

    /** Spreading over axes, which formulas leave to the reader. */
    private static boolean spreads(Op op) {
        return op instanceof Layout.Expand || op instanceof Layout.BroadcastTo;
    }

    private List<Integer> cited(Expr node) {
        return users.getOrDefault(node, List.of()).stream()
                .filter(adjoints.byNode()::containsKey)
                .map(this::theorem)
                .distinct()
                .toList();
    }

    private int theorem(Expr node) {
        return theorems.computeIfAbsent(node.op().label(), label -> {
            proved.add(Theorems.of(node));
            return proved.size() - 1;
        });
    }

    private String words(Expr node) {
        List<Expr> uses = users.getOrDefault(node, List.of()).stream()
                .filter(adjoints.byNode()::containsKey)
                .distinct()
                .toList();
        if (node == adjoints.loss()) {
            return "The loss changes by exactly as much as itself: we begin with 1.";
        }
        String through = uses.stream()
                .map(user -> symbols.get(user) + " (" + user.op().label() + ")")
                .reduce((a, b) -> a + " and " + b)
                .orElse("nothing");
        return uses.size() == 1
                ? "It reaches the loss through " + through + "."
                : "It reaches the loss through " + through + "; their shares add up.";
    }
}
