package adjoint.inspect;

import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;

/**
 * All that a page shows, as it stands in the page as JSON. The script has the same types in {@code page/data.js}. What is
 * null is left out; numbers that JSON has no form for are written as words.
 *
 * @param title of the page
 * @param verdict what there is to know first, a sentence each
 * @param lines the user's lines that nodes come from
 * @param stages the graph as it was written and what became of it
 * @param costs how large each stage is
 * @param story what rewriting did
 * @param rescued values that rewriting saved; null where there are none, or no data is given
 * @param dangers what may still be inexact
 * @param lesson the gradient step by step; null where there is none
 * @param comparison of gradients under several policies; null where there is one only
 * @param plan of the compiled function
 */
record PageData(
        String title,
        List<String> verdict,
        List<Line> lines,
        List<Graph> stages,
        Table costs,
        Story story,
        Table rescued,
        List<Danger> dangers,
        Lesson lesson,
        Comparison comparison,
        Timeline plan) {

    /** A user's line, such as {@code Model.java:12}; the method and the text are null where they are not known. */
    record Line(String place, String method, String text) {}

    /** A table with a number of cells in each row that is that of the columns. */
    record Table(List<String> columns, List<List<Object>> rows) {}

    /** A graph: nodes after their inputs, and its results. */
    record Graph(String name, String note, List<Node> nodes, List<Root> roots, String formulas, String text) {}

    /** A result: the number of its node, its name as text and as a formula. */
    record Root(int node, String name, String math) {}

    /**
     * A node. What is false or not known is null.
     *
     * @param op its name
     * @param label the op with its attributes and small constants, and the node's name
     * @param type element type and shape
     * @param name given by the user
     * @param line its place among the lines
     * @param in the numbers of its inputs
     * @param kind the sort of work that it does
     * @param inLabel whether it stands in the labels of its users and has no box
     * @param gradient whether it serves a gradient only
     * @param adjoint the number of the node that is its adjoint
     * @param values statistics of its value
     * @param micros time of the instruction that computes it
     */
    record Node(
            String op,
            String label,
            String type,
            String name,
            Integer line,
            int[] in,
            String kind,
            Boolean inLabel,
            Boolean gradient,
            Integer adjoint,
            Values values,
            Double micros) {}

    /** Statistics of a value, over its finite entries, and the first entries themselves. */
    record Values(
            int size,
            double min,
            double max,
            double mean,
            double deviation,
            int zeros,
            int notFinite,
            double[] first) {}

    /** What rewriting did: rules that fired, and firings in order, of which only so many are told. */
    record Story(List<Rule> rules, List<Firing> firings, int all, long merged) {}

    /** A rule that fired, with a point at which its left side fails, or null. */
    record Rule(String name, String phase, String formula, String condition, String reason, Witness witness) {}

    /** A point at which one form of an expression fails and another does not. */
    record Witness(String point, String before, String beforeValue, String after, String afterValue) {}

    /**
     * A replacement, as a small graph that holds both sides.
     *
     * @param rule its number
     * @param line of the replaced node
     * @param before the number of the replaced node in the small graph
     * @param after the number of the node in its place
     * @param mathBefore the old formula
     * @param mathAfter the new formula
     * @param letters what letters stand for, a formula each
     * @param difference the largest difference of the two sides' values; null where no data is given
     */
    record Firing(
            int rule,
            Integer line,
            List<Part> nodes,
            int before,
            int after,
            String mathBefore,
            String mathAfter,
            List<String> letters,
            Double difference) {}

    /** A node of a replacement; {@code side} is before, after or kept. */
    record Part(String label, int[] in, String kind, String side) {}

    /** A place that no rule could make safe. */
    record Danger(Integer line, String what, String danger, String cure) {}

    /**
     * How a gradient comes about, on the stable form of the loss.
     *
     * @param nodes of the loss and of all adjoints, with shapes of numbers
     * @param loss the number of the loss
     * @param steps from the loss back
     * @param theorems the derivatives that the steps cite
     * @param variables the numbers of the nodes that the gradient is taken with respect to
     * @param names of the results: the loss, then the gradients
     * @param sizes what named sizes are in it
     * @param notPlayed why the player does not show it, or null
     */
    record Lesson(
            List<Operation> nodes,
            int loss,
            List<Step> steps,
            List<Theorem> theorems,
            List<Integer> variables,
            String sizes,
            String notPlayed) {}

    /**
     * A node that the page can compute.
     *
     * @param op its name
     * @param label with attributes in numbers
     * @param shape in numbers
     * @param dtype element type
     * @param in the numbers of its inputs
     * @param symbol what it is called in formulas, as text
     * @param name what is written on it
     * @param line its place among the lines
     * @param value of a leaf
     * @param given whether it is an input or a parameter
     * @param adjoint the number of its adjoint
     */
    record Operation(
            String op,
            String label,
            int[] shape,
            String dtype,
            int[] in,
            String symbol,
            String name,
            Integer line,
            double[] value,
            Boolean given,
            Integer adjoint) {}

    /**
     * The adjoint of one node.
     *
     * @param node its number
     * @param math the adjoint as a formula
     * @param forward what the node is, as a formula
     * @param theorems the numbers of the theorems of those that use it
     * @param words in words
     */
    record Step(int node, String math, String forward, List<Integer> theorems, String words) {}

    /** The derivative of an op: its label and formulas. */
    record Theorem(String op, String statement, List<String> cotangents) {}

    /** Gradients of one loss under several policies. */
    record Comparison(List<String> policies, List<String> rules, Table table, List<Effect> effects) {}

    /** The adjoint of one node under each policy: its norm, its cosine to the exact one, and the edits made there. */
    record Effect(String node, Integer line, List<Double> norms, List<Double> cosines, List<String> edits) {}

    /** A plan: instructions in order and the arrays that they fill. */
    record Timeline(String memory, String text, List<Instruction> instructions, List<Buffer> buffers, String note) {}

    /** An instruction: what it does, where it comes from, and its cost. */
    record Instruction(String label, Integer line, double flops, double bytes, Double micros) {}

    /** An array and the values that live in it. */
    record Buffer(String name, long bytes, List<Life> lives) {}

    /** A value in an array: from the instruction that makes it to the last that reads it. */
    record Life(String name, int from, int to) {}

    /** As JSON that can stand in a page: signs that end a script are escaped. */
    String toJson() {
        return new GsonBuilder()
                .registerTypeAdapter(double.class, new Floats())
                .registerTypeAdapter(Double.class, new Floats())
                .create()
                .toJson(this);
    }

    /** Numbers without a form in JSON as words, which the script turns back. */
    private static final class Floats extends TypeAdapter<Double> {
        @Override
        public void write(JsonWriter out, Double value) throws IOException {
            if (value == null) {
                out.nullValue();
            } else if (Double.isNaN(value) || Double.isInfinite(value)) {
                out.value(value.toString());
            } else if (value == Math.rint(value) && Math.abs(value) < 1e15 && !isMinusZero(value)) {
                out.value(value.longValue());
            } else {
                out.value(value);
            }
        }

        private static boolean isMinusZero(double value) {
            return value == 0 && 1 / value < 0;
        }

        @Override
        public Double read(JsonReader in) throws IOException {
            return Double.valueOf(in.nextString());
        }
    }
}
