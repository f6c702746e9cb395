package adjoint.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Formulas for pages, as MathML, which browsers show without scripts. Reads the LaTeX that {@link Latex} and the ops write;
 * a command it does not know is shown by its name.
 */
final class MathMl {
    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("cdot", "\u22c5"),
            Map.entry("lnot", "\u00ac"),
            Map.entry("ne", "\u2260"),
            Map.entry("le", "\u2264"),
            Map.entry("ge", "\u2265"),
            Map.entry("wedge", "\u2227"),
            Map.entry("sim", "\u223c"),
            Map.entry("vdots", "\u22ee"),
            Map.entry("top", "\u22a4"),
            Map.entry("backslash", "\\"));
    private static final Map<String, String> LETTERS = Map.ofEntries(
            Map.entry("partial", "\u2202"),
            Map.entry("infty", "\u221e"),
            Map.entry("alpha", "\u03b1"),
            Map.entry("beta", "\u03b2"),
            Map.entry("gamma", "\u03b3"),
            Map.entry("delta", "\u03b4"),
            Map.entry("epsilon", "\u03b5"),
            Map.entry("zeta", "\u03b6"),
            Map.entry("eta", "\u03b7"),
            Map.entry("theta", "\u03b8"),
            Map.entry("iota", "\u03b9"),
            Map.entry("kappa", "\u03ba"),
            Map.entry("lambda", "\u03bb"),
            Map.entry("mu", "\u03bc"),
            Map.entry("nu", "\u03bd"),
            Map.entry("xi", "\u03be"),
            Map.entry("pi", "\u03c0"),
            Map.entry("rho", "\u03c1"),
            Map.entry("sigma", "\u03c3"),
            Map.entry("tau", "\u03c4"),
            Map.entry("upsilon", "\u03c5"),
            Map.entry("phi", "\u03c6"),
            Map.entry("chi", "\u03c7"),
            Map.entry("psi", "\u03c8"),
            Map.entry("omega", "\u03c9"));
    private static final Set<String> WORDS = Set.of("operatorname", "mathit", "mathrm", "text", "mathbin");

    private final String latex;
    private int at;

    private MathMl(String latex) {
        this.latex = latex;
    }

    /** An element with characters or with parts. */
    private record Part(String element, String characters, List<Part> parts) {
        static Part of(String element, String characters) {
            return new Part(element, characters, List.of());
        }

        static Part of(String element, List<Part> parts) {
            return new Part(element, "", parts);
        }

        void write(Markup out) {
            out.open(element).text(characters);
            parts.forEach(part -> part.write(out));
            out.close();
        }
    }

    /** A formula that stands in a line of text. */
    static String of(String latex) {
        Markup out = new Markup();
        out.open("math");
        new MathMl(latex).sequence("").write(out);
        return out.close().toString().replace("\n", "");
    }

    /** As {@link #table(Markup, List)}, by itself. */
    static String table(List<String> lines) {
        Markup out = new Markup();
        table(out, lines);
        return out.toString().replace("\n", "");
    }

    /** A table of lines in two columns, which {@code &} separates at the start of a line or before an equals sign. */
    static void table(Markup out, List<String> lines) {
        out.open("math", "displaystyle", "true").open("mtable", "displaystyle", "true");
        for (String line : lines) {
            int mark = line.startsWith("&") ? 0 : line.indexOf(" &= ") + 1;
            out.open("mtr").open("mtd");
            new MathMl(line.substring(0, mark)).sequence("").write(out);
            out.close().open("mtd");
            new MathMl(line.substring(line.startsWith("&", mark) ? mark + 1 : mark))
                    .sequence("")
                    .write(out);
            out.close().close();
        }
        out.close().close();
    }

    /** Everything up to an end mark, which is passed, as one group. */
    private Part sequence(String end) {
        List<Part> parts = new ArrayList<>();
        while (at < latex.length() && (end.isEmpty() || !latex.startsWith(end, at))) {
            if (latex.charAt(at) == ' ') {
                at++;
            } else {
                parts.add(item());
            }
        }
        at = Math.min(latex.length(), at + end.length());
        return Part.of("mrow", parts);
    }

    /** An atom with what stands below and above it. */
    private Part item() {
        Part item = atom();
        while (at < latex.length() && (latex.charAt(at) == '_' || latex.charAt(at) == '^')) {
            String element = latex.charAt(at++) == '_' ? "msub" : "msup";
            item = Part.of(element, List.of(item, atom()));
        }
        return item;
    }

    private Part atom() {
        if (at == latex.length()) {
            return Part.of("mrow", "");
        }
        char c = latex.charAt(at++);
        if (c == '{') {
            return sequence("}");
        }
        if (c == '\\') {
            return command();
        }
        if (Character.isDigit(c)) {
            int start = at - 1;
            while (at < latex.length() && (Character.isDigit(latex.charAt(at)) || latex.charAt(at) == '.')) {
                at++;
            }
            return Part.of("mn", latex.substring(start, at));
        }
        if (Character.isLetter(c)) {
            return Part.of("mi", String.valueOf(c));
        }
        return c == ' ' ? Part.of("mrow", "") : Part.of("mo", c == '-' ? "\u2212" : String.valueOf(c));
    }

    private Part command() {
        String name = letters();
        if (name.isEmpty()) {
            String sign = at < latex.length() ? String.valueOf(latex.charAt(at++)) : "";
            return Part.of("mtext", sign.equals(",") ? "\u2009" : sign);
        }
        if (WORDS.contains(name)) {
            return Part.of(name.equals("text") ? "mtext" : name.equals("mathbin") ? "mo" : "mi", words());
        }
        if (SIGNS.containsKey(name)) {
            return Part.of("mo", SIGNS.get(name));
        }
        return switch (name) {
            case "frac" -> Part.of("mfrac", List.of(atom(), atom()));
            case "bar" -> Part.of("mover", List.of(atom(), Part.of("mo", "\u00af")));
            case "sqrt" -> Part.of("msqrt", List.of(atom()));
            case "quad" -> Part.of("mtext", "\u2003");
            case "left" ->
                Part.of("mrow", List.of(Part.of("mo", delimiter()), sequence("\\right"), Part.of("mo", delimiter())));
            default -> Part.of("mi", LETTERS.getOrDefault(name, name));
        };
    }

    private String letters() {
        int start = at;
        while (at < latex.length() && Character.isLetter(latex.charAt(at))) {
            at++;
        }
        return latex.substring(start, at);
    }

    private String delimiter() {
        return at < latex.length() ? String.valueOf(latex.charAt(at++)) : "";
    }

    /** The plain characters of a group in braces. */
    private String words() {
        StringBuilder words = new StringBuilder();
        int depth = 0;
        while (at < latex.length()) {
            char c = latex.charAt(at++);
            if (c == '\\' && at < latex.length()) {
                String name = letters();
                words.append(
                        name.isEmpty()
                                ? String.valueOf(latex.charAt(at++))
                                : WORDS.contains(name) ? "" : SIGNS.getOrDefault(name, name));
            } else if (c == '}' && --depth == 0) {
                break;
            } else if (c == '{') {
                depth++;
            } else if (c != '}') {
                words.append(c);
            }
        }
        return words.toString();
    }
}
