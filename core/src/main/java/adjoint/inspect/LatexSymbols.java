package adjoint.inspect;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** LaTeX symbols for names, each given out once. */
final class LatexSymbols {
    private static final Set<String> GREEK = Set.of(
            "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
            "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega");
    private static final Pattern NUMBERED = Pattern.compile("([A-Za-z]+?)_?(\\d+)");
    private static final Pattern INDEXED = Pattern.compile("([A-Za-z])_([A-Za-z]+)");

    private static final Pattern DERIVATIVE = Pattern.compile("d (.+) / d (.+)");
    /** Ends the name of an adjoint: the combining macron, which draws a bar above a letter. */
    static final String BAR = "\u0304";

    private final Set<String> taken = new HashSet<>();
    private int parts;
    private int constants;

    /** A symbol for a user's name; a second thing of one name gets a number as well. */
    String named(String name) {
        String symbol = symbol(name);
        String unique = symbol;
        for (int i = 2; !taken.add(unique); i++) {
            unique = symbol + "^{(" + i + ")}";
        }
        return unique;
    }

    /** A symbol for a part that has no name. */
    String part() {
        parts++;
        return named("t" + parts);
    }

    /** A symbol for an array that has no name. */
    String constant() {
        constants++;
        return named("C" + constants);
    }

    /** The symbol for a name where it need not be told from others. */
    static String symbol(String name) {
        if (name.length() > BAR.length() && name.endsWith(BAR)) {
            return "\\bar{" + symbol(name.substring(0, name.length() - BAR.length())) + "}";
        }
        Matcher derivative = DERIVATIVE.matcher(name);
        if (derivative.matches()) {
            return "\\frac{\\partial " + symbol(derivative.group(1)) + "}{\\partial " + symbol(derivative.group(2))
                    + "}";
        }
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            return symbol(numbered.group(1)) + "_{" + numbered.group(2) + "}";
        }
        Matcher indexed = INDEXED.matcher(name);
        if (indexed.matches()) {
            return indexed.group(1) + "_{" + symbol(indexed.group(2)) + "}";
        }
        if (name.length() == 1 && Character.isLetter(name.charAt(0))) {
            return name;
        }
        return GREEK.contains(name) ? "\\" + name : "\\mathit{" + escaped(name) + "}";
    }

    /** Any characters as LaTeX shows them, in text and in mathematics. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : Ir.word(text).toCharArray()) {
            switch (c) {
                case '\\' -> escaped.append("{\\backslash}");
                case '^' -> escaped.append("{\\wedge}");
                case '~' -> escaped.append("{\\sim}");
                case '{', '}', '_', '$', '#', '%', '&', ' ' ->
                    escaped.append('\\').append(c);
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** A number as Java prints it, in mathematical notation. */
    static String number(String printed) {
        return switch (printed) {
            case "NaN" -> "\\mathrm{NaN}";
            case "Infinity" -> "\\infty";
            case "-Infinity" -> "-\\infty";
            case "true", "false" -> "\\mathrm{" + printed + "}";
            default -> {
                int at = printed.indexOf('E');
                yield at < 0 ? printed : printed.substring(0, at) + " \\cdot 10^{" + printed.substring(at + 1) + "}";
            }
        };
    }
}
