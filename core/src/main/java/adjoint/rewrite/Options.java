package adjoint.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rules a compilation uses. Immutable; each method gives a changed copy.
 *
 * @param strict leaves out every rule tagged {@link Tag#CHANGES_NAN}
 * @param excluded names, tags and phases of rules to leave out
 * @param only if not empty, the names, tags and phases of the only rules to use
 * @param more rules of the user's own, tried before the book's
 */
public record Options(boolean strict, Set<String> excluded, Set<String> only, List<Rule> more) {
    public static final Options DEFAULT = new Options(false, Set.of(), Set.of(), List.of());

    /** Without the rules that change what NaN and infinity do. */
    public Options asStrict() {
        return new Options(true, excluded, only, more);
    }

    /** Without the rules of these names, tags or phases, as {@code "log-sum-exp"}, {@code "constants"}, {@code "specialise"}. */
    public Options without(String... words) {
        return new Options(strict, joined(excluded, words), only, more);
    }

    /** With none but the rules of these names, tags or phases, and of those named in earlier calls. */
    public Options only(String... words) {
        return new Options(strict, excluded, joined(only, words), more);
    }

    /**
     * With further rules, which are tried first.
     *
     * @throws adjoint.tensor.AdjointException if a rule is wrong on its own examples: its right side cannot be made, or has
     *     another type or value than the left
     */
    public Options plus(Rule... rules) {
        List<Rule> all = new ArrayList<>(more);
        for (Rule rule : rules) {
            all.add(Registration.checked(rule));
        }
        return new Options(strict, excluded, only, List.copyOf(all));
    }

    /** An error if a word that includes or excludes rules is neither the name nor the tag nor the phase of any. */
    void check(List<Rule> rules) {
        Set<String> known = new TreeSet<>();
        rules.forEach(rule -> known.addAll(words(rule)));
        for (Set<String> words : List.of(excluded, only)) {
            for (String word : words) {
                if (!known.contains(word)) {
                    throw new IllegalArgumentException("no rule has the name, tag or phase " + word + "; near it are "
                            + known.stream()
                                    .sorted(Comparator.comparingInt(other -> -common(word, other)))
                                    .limit(3)
                                    .toList()
                            + ", and RULES.md lists them all");
                }
            }
        }
    }

    /** How many pairs of neighbouring letters two words share. */
    private static int common(String a, String b) {
        int count = 0;
        for (int i = 0; i + 2 <= a.length(); i++) {
            count += b.contains(a.substring(i, i + 2)) ? 1 : 0;
        }
        return count;
    }

    private static Set<String> words(Rule rule) {
        Set<String> words = new HashSet<>();
        words.add(rule.name());
        words.add(rule.phase().name().toLowerCase(Locale.ROOT));
        rule.tags().forEach(tag -> words.add(tag.toString()));
        return words;
    }

    boolean includes(Rule rule) {
        return !(strict && rule.tags().contains(Tag.CHANGES_NAN))
                && !named(excluded, rule)
                && (only.isEmpty() || named(only, rule));
    }

    private static boolean named(Set<String> words, Rule rule) {
        return !words.isEmpty() && words(rule).stream().anyMatch(words::contains);
    }

    private static Set<String> joined(Set<String> words, String... more) {
        Set<String> all = new HashSet<>(words);
        all.addAll(Arrays.asList(more));
        return Set.copyOf(all);
    }
}
