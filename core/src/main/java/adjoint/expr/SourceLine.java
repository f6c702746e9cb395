package adjoint.expr;

import adjoint.tensor.UserCode;
import java.lang.StackWalker.StackFrame;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user's line that made a node. The line number is looked up only when it is printed, so that remembering a site stays
 * cheap while large graphs are built.
 */
public final class SourceLine {
    /** Stands where no line outside Adjoint is on the stack. */
    public static final SourceLine UNKNOWN = new SourceLine(null);

    /** The class that JShell makes of a snippet, numbered from the first one of its start-up script on. */
    private static final Pattern SNIPPET = Pattern.compile("REPL\\.\\$JShell\\$(\\d+).*");

    /** The system property by which a start-up script says how many snippets it has. */
    private static final String SNIPPETS_BEFORE = "adjoint.snippetsBefore";

    /** Fetches frames by the dozen: a user's line is seldom further up, and by default they come in eights. */
    private static final StackWalker WALKER = StackWalker.getInstance(Set.of(), 12);
    /** The enclosing scope's site, in a cell that stays, since setting and removing thread-local values is slow. */
    private static final ThreadLocal<SourceLine[]> CURRENT = ThreadLocal.withInitial(() -> new SourceLine[1]);

    private final StackFrame frame;

    private SourceLine(StackFrame frame) {
        this.frame = frame;
    }

    /** The site to give to a node that is made now: an enclosing {@link #during} scope's, or the nearest user's line. */
    public static SourceLine here() {
        SourceLine current = CURRENT.get()[0];
        if (current != null) {
            return current;
        }
        Optional<StackFrame> user = WALKER.walk(frames ->
                frames.filter(frame -> UserCode.contains(frame.getClassName())).findFirst());
        return user.map(SourceLine::new).orElse(UNKNOWN);
    }

    /** Runs an action whose new nodes all get this site: a rewrite or a gradient step keeps the line of what it handles. */
    public <R> R during(Supplier<R> action) {
        SourceLine[] current = CURRENT.get();
        SourceLine before = current[0];
        current[0] = this;
        try {
            return action.get();
        } finally {
            current[0] = before;
        }
    }

    /** For example {@code Model.java:12}. */
    public String line() {
        if (frame == null) {
            return "unknown line";
        }
        Matcher snippet = SNIPPET.matcher(frame.getClassName());
        return snippet.matches()
                ? "JShell snippet " + (Integer.parseInt(snippet.group(1)) - Integer.getInteger(SNIPPETS_BEFORE, 0))
                : frame.getFileName() + ":" + frame.getLineNumber();
    }

    /** For example {@code Model.java:12 (in Model.loss)}. */
    @Override
    public String toString() {
        if (frame == null || SNIPPET.matcher(frame.getClassName()).matches()) {
            return line();
        }
        String type = frame.getClassName();
        return line() + " (in " + type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName() + ")";
    }
}
