package adjoint.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which rules a compilation uses. Immutable; each method gives a changed copy.
 *
 * @param strict leaves out every rule tagged {@link Tag#CHANGES_NAN}
 * @param excluded names and tags of rules to leave out
 * @param only if not empty, the names and tags of the only rules to use
 * @param more rules of the user's own, tried before the book's
 */
public record Options(boolean strict, Set<String> excluded, Set<String> only, List<Rule> more) {
    public static final Options DEFAULT = new Options(false, Set.of(), Set.of(), List.of());

    /** Without the rules that change what NaN and infinity do. */
    public Options asStrict() {
        return new Options(true, excluded, only, more);
    }

    /** Without the rules of these names or tags. */
    public Options without(String... namesOrTags) {
        return new Options(strict, joined(excluded, namesOrTags), only, more);
    }

    /** With none but the rules of these names or tags, and of those named in earlier calls. */
    public Options only(String... namesOrTags) {
        return new Options(strict, excluded, joined(only, namesOrTags), more);
    }

    /** With further rules, which are tried first. */
    public Options plus(Rule... rules) {
        List<Rule> all = new ArrayList<>(more);
        all.addAll(Arrays.asList(rules));
        return new Options(strict, excluded, only, List.copyOf(all));
    }

    boolean includes(Rule rule) {
        return !(strict && rule.tags().contains(Tag.CHANGES_NAN))
                && !named(excluded, rule)
                && (only.isEmpty() || named(only, rule));
    }

    private static boolean named(Set<String> words, Rule rule) {
        return words.contains(rule.name()) || rule.tags().stream().anyMatch(tag -> words.contains(tag.toString()));
    }

    private static Set<String> joined(Set<String> words, String... more) {
        Set<String> all = new HashSet<>(words);
        all.addAll(Arrays.asList(more));
        return Set.copyOf(all);
    }
}
