package adjoint.expr;

import adjoint.tensor.Dim;
import adjoint.tensor.Shape;
import adjoint.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Einstein's summation over named axes, as {@code numpy.einsum}: each factor has a letter for every axis; equal letters are
 * one axis, and letters that the result lacks are summed over. It is made of products of two factors, in the order that
 * takes the fewest multiplications.
 */
final class Einsum {
    /** Up to so many factors all orders are compared (at most 3^8 pairs of subsets); beyond, the cheapest pair comes next. */
    private static final int FEW = 8;

    /** What a size counts that is not known yet. */
    private static final double USUAL = 64;

    private final String subscripts;
    private final Map<Character, Dim> sizes = new HashMap<>();
    private final String result;

    /** A factor and a letter for each of its axes. */
    private record Term(String letters, Expr value) {}

    /** The cheapest way found to contract some factors. */
    private record Way(String letters, double cost, int left, int right) {}

    private Einsum(String subscripts, String result) {
        this.subscripts = subscripts;
        this.result = result;
    }

    static Expr of(String subscripts, Expr... factors) {
        String text = subscripts.replace(" ", "");
        String[] sides = text.split("->", -1);
        String[] names = sides[0].split(",", -1);
        if (sides.length > 2 || !text.replace("->", "").matches("[a-zA-Z,]*")) {
            throw new ShapeException(
                    "einsum: \"" + subscripts + "\" is not of the form \"ij,jk->ik\": letters for axes,"
                            + " commas between factors, then an arrow and the letters of the result");
        }
        if (names.length != factors.length) {
            throw new ShapeException("einsum: \"" + subscripts + "\" names " + names.length + " factors, but "
                    + factors.length + " are given");
        }
        Einsum sum = new Einsum(subscripts, sides.length == 2 ? sides[1] : implied(sides[0]));
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < factors.length; i++) {
            terms.add(sum.term(i, names[i], factors[i]));
        }
        sum.checkResult();
        return sum.contracted(terms);
    }

    /** Without an arrow the result has the letters that occur once, in alphabetical order. */
    private static String implied(String names) {
        return names.chars()
                .filter(c -> c != ',' && names.indexOf(c) == names.lastIndexOf(c))
                .sorted()
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    private Term term(int place, String letters, Expr factor) {
        if (letters.length() != factor.rank()) {
            throw new ShapeException("einsum: factor " + place + " of \"" + subscripts + "\" has " + letters.length()
                    + " letters, \"" + letters + "\", but is " + factor.type() + "; give one letter for each axis");
        }
        for (int axis = 0; axis < letters.length(); axis++) {
            Dim size = factor.shape().dim(axis);
            Dim known = sizes.putIfAbsent(letters.charAt(axis), size);
            if (known != null && !known.equals(size)) {
                throw new ShapeException("einsum: the letter " + letters.charAt(axis) + " of \"" + subscripts
                        + "\" stands for an axis of size " + known + ", but axis " + axis + " of factor " + place + ", "
                        + factor.type() + ", has size " + size);
            }
        }
        return withoutRepeats(new Term(letters, factor));
    }

    /** The diagonal where a factor names one axis twice. */
    private static Term withoutRepeats(Term term) {
        String letters = term.letters;
        for (int i = 0; i < letters.length(); i++) {
            int other = letters.indexOf(letters.charAt(i), i + 1);
            if (other >= 0) {
                Expr last = term.value.moveAxis(other, -1);
                Expr diagonal = last.moveAxis(i, -2).diagonal();
                String rest = new StringBuilder(letters)
                        .deleteCharAt(other)
                        .deleteCharAt(i)
                        .toString();
                return withoutRepeats(new Term(rest + letters.charAt(i), diagonal));
            }
        }
        return term;
    }

    private void checkResult() {
        for (int i = 0; i < result.length(); i++) {
            char letter = result.charAt(i);
            if (!sizes.containsKey(letter)) {
                throw new ShapeException("einsum: the result of \"" + subscripts + "\" has the letter " + letter
                        + ", which no factor has");
            }
            if (result.indexOf(letter, i + 1) >= 0) {
                throw new ShapeException("einsum: the result of \"" + subscripts + "\" has the letter " + letter
                        + " twice; use fromDiagonal() to put values on a diagonal");
            }
        }
    }

    private Expr contracted(List<Term> terms) {
        List<Term> open = new ArrayList<>();
        for (Term term : terms) {
            String elsewhere =
                    terms.stream().filter(t -> t != term).map(Term::letters).collect(Collectors.joining());
            open.add(summed(term, elsewhere + result));
        }
        Term all = open.size() <= FEW ? best(open) : greedy(open);
        return arranged(summed(all, result), result);
    }

    /** Tries all ways to split each set of factors in two; sets are bits of a number. */
    private Term best(List<Term> terms) {
        int full = (1 << terms.size()) - 1;
        Way[] ways = new Way[full + 1];
        for (int set = 1; set <= full; set++) {
            if (Integer.bitCount(set) == 1) {
                ways[set] = new Way(terms.get(Integer.numberOfTrailingZeros(set)).letters, 0, 0, 0);
                continue;
            }
            String rest = result + lettersOf(terms, full & ~set);
            for (int right = (set - 1) & set; right > (set & ~right); right = (right - 1) & set) {
                int left = set & ~right;
                Way a = ways[left];
                Way b = ways[right];
                double cost = a.cost + b.cost + cost(a.letters, b.letters);
                if (ways[set] == null || cost < ways[set].cost) {
                    ways[set] = new Way(kept(a.letters, b.letters, rest), cost, left, right);
                }
            }
        }
        return follow(terms, ways, full);
    }

    /** Follows the cheapest ways, at most {@link #FEW} deep. */
    private Term follow(List<Term> terms, Way[] ways, int set) {
        Way way = ways[set];
        if (way.left == 0) {
            return terms.get(Integer.numberOfTrailingZeros(set));
        }
        Term left = follow(terms, ways, way.left);
        Term right = follow(terms, ways, way.right);
        return product(left, right, result + lettersOf(terms, ways.length - 1 & ~set));
    }

    private static String lettersOf(List<Term> terms, int set) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < terms.size(); i++) {
            letters.append((set >> i & 1) != 0 ? terms.get(i).letters : "");
        }
        return letters.toString();
    }

    private Term greedy(List<Term> terms) {
        List<Term> open = new ArrayList<>(terms);
        while (open.size() > 1) {
            int first = 0;
            int second = 1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < open.size(); i++) {
                for (int j = i + 1; j < open.size(); j++) {
                    double cost = cost(open.get(i).letters, open.get(j).letters);
                    if (cost < least) {
                        least = cost;
                        first = i;
                        second = j;
                    }
                }
            }
            Term b = open.remove(second);
            Term a = open.remove(first);
            String rest = result + open.stream().map(Term::letters).collect(Collectors.joining());
            open.add(product(a, b, rest));
        }
        return open.get(0);
    }

    /** The multiplications of one product. */
    private double cost(String a, String b) {
        return union(a, b)
                .chars()
                .mapToDouble(c -> {
                    Dim size = sizes.get((char) c);
                    return size.isKnown() ? size.size() : USUAL;
                })
                .reduce(1, (x, y) -> x * y);
    }

    private static String union(String a, String b) {
        return a + only(b, c -> a.indexOf(c) < 0);
    }

    private static String kept(String a, String b, String rest) {
        return only(union(a, b), c -> rest.indexOf(c) >= 0);
    }

    private static String only(String letters, IntPredicate condition) {
        return letters.chars()
                .filter(condition)
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    /** The sum over the axes that are not needed further. */
    private static Term summed(Term term, String needed) {
        String letters = term.letters;
        int[] axes = IntStream.range(0, letters.length())
                .filter(i -> needed.indexOf(letters.charAt(i)) < 0)
                .toArray();
        return axes.length == 0 ? term : new Term(only(letters, c -> needed.indexOf(c) >= 0), term.value.sum(axes));
    }

    private static Expr arranged(Term term, String order) {
        int[] axes = order.chars().map(term.letters::indexOf).toArray();
        boolean same = order.equals(term.letters);
        return same ? term.value : term.value.transpose(axes);
    }

    /** One product of two factors: a batch of matrices, or elementwise where nothing is summed. */
    private Term product(Term a, Term b, String rest) {
        String shared = only(a.letters, c -> b.letters.indexOf(c) >= 0);
        String batch = only(shared, c -> rest.indexOf(c) >= 0);
        String inner = only(shared, c -> rest.indexOf(c) < 0);
        String left = only(a.letters, c -> shared.indexOf(c) < 0);
        String right = only(b.letters, c -> shared.indexOf(c) < 0);
        if (!left.isEmpty() && !right.isEmpty() && result.equals(batch + right + left)) {
            return product(b, a, rest);
        }
        String letters = batch + left + right;
        if (inner.isEmpty()) {
            Expr spread = arranged(a, batch + left).reshape(shape(batch + left, right.length()));
            Expr other = arranged(b, batch + right);
            int[] places = IntStream.range(batch.length(), batch.length() + left.length())
                    .toArray();
            return new Term(letters, spread.mul(other.expand(places)));
        }
        Expr first = matrices(a, batch, left, inner);
        Expr second = matrices(b, batch, right, inner);
        boolean ta = a.letters.indexOf(inner.charAt(0)) < firstOf(a.letters, left);
        boolean tb = b.letters.indexOf(inner.charAt(0)) > firstOf(b.letters, right);
        Expr product = Expr.of(new Dot(ta, tb), first, second);
        return new Term(letters, product.reshape(shape(letters, 0)));
    }

    private static int firstOf(String letters, String group) {
        return group.isEmpty() ? letters.length() : letters.indexOf(group.charAt(0));
    }

    /** A factor as matrices of its own axes by the summed ones, in whichever order they come. */
    private Expr matrices(Term term, String batch, String own, String inner) {
        boolean innerFirst = term.letters.indexOf(inner.charAt(0)) < firstOf(term.letters, own);
        Expr ordered = arranged(term, batch + (innerFirst ? inner + own : own + inner));
        List<Dim> dims = new ArrayList<>();
        for (String group : List.of(batch, innerFirst ? inner : own, innerFirst ? own : inner)) {
            dims.add(group.chars().mapToObj(c -> sizes.get((char) c)).reduce(Dim.ONE, Dim::times));
        }
        return ordered.reshape(new Shape(batch.isEmpty() ? dims.subList(1, 3) : dims));
    }

    private Shape shape(String letters, int ones) {
        List<Dim> dims = new ArrayList<>();
        letters.chars().forEach(c -> dims.add(sizes.get((char) c)));
        dims.addAll(Collections.nCopies(ones, Dim.ONE));
        return new Shape(dims);
    }
}
