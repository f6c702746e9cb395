package adjoint.inspect;

import adjoint.expr.Expr;
import adjoint.expr.Expressions;
import adjoint.expr.Graph;
import adjoint.expr.Interpreter;
import adjoint.rewrite.Example;
import adjoint.rewrite.Options;
import adjoint.rewrite.RewriteLog;
import adjoint.rewrite.RewriteLog.Firing;
import adjoint.rewrite.Rewriter;
import adjoint.rewrite.Rule;
import adjoint.tensor.DType;
import adjoint.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What rewriting did, firing by firing, each as a small graph in which both sides share what they have in common. */
final class StoryTeller {
    private static final int MOST_TOLD = 1_000;
    private static final int MOST_NODES = 40;
    private static final int LONG_PART = 12;
    private static final int LONGEST_LETTER = 90;

    private final Options options;
    private final Lines lines;
    private final Map<Rule, Integer> rules = new LinkedHashMap<>();

    StoryTeller(Options options, Lines lines) {
        this.options = options;
        this.lines = lines;
    }

    PageData.Story tell(RewriteLog log, Data data) {
        List<Firing> told = log.firings().stream().limit(MOST_TOLD).toList();
        Map<Expr, Tensor> values = data.evaluate(told.stream()
                .flatMap(firing -> List.of(firing.replaced(), firing.replacement()).stream())
                .toList());
        List<PageData.Firing> firings =
                told.stream().map(firing -> firing(firing, values)).toList();
        return new PageData.Story(
                rules.keySet().stream().map(this::rule).toList(),
                firings,
                log.firings().size(),
                log.merged());
    }

    private PageData.Rule rule(Rule rule) {
        return new PageData.Rule(
                rule.name(),
                rule.phase().name().toLowerCase(Locale.ROOT),
                rule.formula(),
                rule.condition().isEmpty() ? null : rule.condition(),
                rule.reason(),
                witness(rule));
    }

    /**
     * The first point at which the rule's example fails and what becomes of it by all rules does not, or null. The entries of an
     * array grow by a 64th each, as where rules are tested.
     */
    private PageData.Witness witness(Rule rule) {
        Example example = rule.example();
        for (double[] point : example.breaking()) {
            Expr[] inputs = example.inputs(DType.FLOAT64);
            Expr left = example.expressions().get(0).apply(inputs);
            Expr right = Rewriter.with(options).optimised(List.of(left)).root();
            List<String> where = new ArrayList<>();
            Tensor[] values = new Tensor[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                double value = point[point.length == 1 ? 0 : i];
                values[i] = Tensor.zeros(DType.FLOAT64, inputs[i].shape().evaluate(Map.of()));
                for (int k = 0; k < values[i].size(); k++) {
                    values[i].set(k, value * (1 + k / 64.0));
                }
                String entries = values[i].size() == 1 ? " = " : " near ";
                where.add(inputs[i].name() + entries + Numbers.significant(value, 6));
            }
            List<Tensor> results = Interpreter.evaluate(List.of(left, right), List.of(inputs), values);
            for (int k = 0; k < results.get(1).size(); k++) {
                double before = results.get(0).get(k);
                double after = results.get(1).get(k);
                if (Double.isFinite(after) && !(Math.abs(before - after) <= 1e-3 * Math.abs(after))) {
                    return new PageData.Witness(
                            String.join(", ", where),
                            Graph.text(left, LONGEST_LETTER),
                            Numbers.significant(before, 12),
                            Graph.text(right, LONGEST_LETTER),
                            Numbers.significant(after, 12));
                }
            }
        }
        return null;
    }

    private PageData.Firing firing(Firing firing, Map<Expr, Tensor> values) {
        Map<Expr, Expr> before = upper(firing.replaced(), Map.of());
        Map<Expr, Expr> after = upper(firing.replacement(), Map.of());
        Map<Expr, Expr> cuts = new IdentityHashMap<>();
        after.keySet().stream().filter(before::containsKey).forEach(node -> cuts.put(node, node));
        Map<Expr, Expr> left = upper(firing.replaced(), cuts);
        Map<Expr, Expr> right = upper(firing.replacement(), cuts);
        Map<Expr, String> letters = letters(left, right, cuts);
        List<Expr> nodes = new ArrayList<>(left.keySet());
        right.keySet().stream().filter(node -> !left.containsKey(node)).forEach(nodes::add);
        nodes.sort(Comparator.comparingInt(Expr::serial));
        Map<Expr, Integer> places = new IdentityHashMap<>();
        nodes.forEach(node -> places.put(node, places.size()));
        List<PageData.Part> parts = new ArrayList<>();
        for (Expr node : nodes) {
            boolean kept = cuts.containsKey(node);
            int[] in = kept || letters.containsKey(node)
                    ? new int[0]
                    : node.inputs().stream()
                            .filter(places::containsKey)
                            .mapToInt(places::get)
                            .toArray();
            String side = kept ? "kept" : left.containsKey(node) ? "before" : "after";
            String label = letters.containsKey(node) ? letters.get(node) : Ir.word(NodeLabel.of(node));
            parts.add(new PageData.Part(label, in, NodeKind.of(node).word, side));
        }
        boolean known = values.containsKey(firing.replaced()) && values.containsKey(firing.replacement());
        return new PageData.Firing(
                rules.computeIfAbsent(firing.rule(), rule -> rules.size()),
                lines.number(firing.site()),
                parts,
                places.get(firing.replaced()),
                places.get(firing.replacement()),
                formula(firing.replaced(), letters),
                formula(firing.replacement(), letters),
                letters.entrySet().stream()
                        .filter(letter -> letter.getKey().name() == null)
                        .map(letter -> letter.getValue() + " = " + Ir.word(Graph.text(letter.getKey(), LONGEST_LETTER)))
                        .toList(),
                known ? Data.difference(values.get(firing.replaced()), values.get(firing.replacement())) : null);
    }

    /** The nodes nearest to a root, down to the cuts: keys of a map, with the nodes as values. */
    private static Map<Expr, Expr> upper(Expr root, Map<Expr, Expr> cuts) {
        Map<Expr, Expr> seen = new IdentityHashMap<>();
        ArrayDeque<Expr> queue = new ArrayDeque<>(List.of(root));
        while (!queue.isEmpty() && seen.size() < MOST_NODES) {
            Expr node = queue.poll();
            if (seen.put(node, node) == null && !cuts.containsKey(node)) {
                queue.addAll(node.inputs());
            }
        }
        return seen;
    }

    /** What stands for each part that is kept or lies too deep: its name, its few words, or a letter. */
    private static Map<Expr, String> letters(Map<Expr, Expr> left, Map<Expr, Expr> right, Map<Expr, Expr> cuts) {
        List<Expr> nodes = new ArrayList<>(left.keySet());
        right.keySet().stream().filter(node -> !left.containsKey(node)).forEach(nodes::add);
        nodes.sort(Comparator.comparingInt(Expr::serial));
        Map<Expr, String> letters = new LinkedHashMap<>();
        int given = 0;
        for (Expr node : nodes) {
            boolean cutOff =
                    node.inputs().stream().anyMatch(input -> !left.containsKey(input) && !right.containsKey(input));
            if (node.inputs().isEmpty() || !(cuts.containsKey(node) || cutOff)) {
                continue;
            }
            boolean isShort =
                    node.name() == null && Graph.text(node, LONG_PART + 1).length() <= LONG_PART;
            letters.put(
                    node, node.name() != null ? node.name() : isShort ? Graph.text(node, LONG_PART) : letter(given++));
        }
        return letters;
    }

    private static String letter(int number) {
        return number < 26 ? Character.toString('A' + number) : "A" + number;
    }

    private static String formula(Expr root, Map<Expr, String> letters) {
        if (letters.containsKey(root)) {
            return MathMl.of(LatexSymbols.symbol(letters.get(root)));
        }
        Map<Expr, Expr> standIns = new IdentityHashMap<>();
        letters.forEach((node, letter) -> standIns.put(node, standIn(letter, node)));
        return MathMl.of(Latex.line(Graph.substitute(List.of(root), standIns).get(0)));
    }

    /** A leaf of a node's type that is printed by a word. */
    static Expr standIn(String word, Expr node) {
        return Expressions.input(word, node.dtype(), node.shape().dims().toArray());
    }
}
