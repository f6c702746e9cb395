package adjoint.inspect;

import adjoint.expr.Op;
import java.util.ArrayList;
import java.util.List;

/** Puts the LaTeX of inputs into that of an op, with as many parentheses as reading needs and no more. */
final class LatexLayout {
    private static final char MARK = '\u0001';

    private LatexLayout() {}

    /** An op's template filled with its inputs. */
    static String apply(Op op, List<String> inputs) {
        List<String> marks = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            marks.add("" + MARK + (char) i);
        }
        String template = op.latex(marks);
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int at = template.indexOf(MARK); at >= 0; at = template.indexOf(MARK, from)) {
            String before = template.substring(from, at);
            text.append(before);
            from = at + 2;
            text.append(fitted(inputs.get(template.charAt(at + 1)), before, template.substring(from)));
        }
        return text.append(template.substring(from)).toString();
    }

    private static String fitted(String input, String before, String after) {
        boolean isBase = after.startsWith("^") || after.startsWith("}^");
        boolean isFactor = before.endsWith("\\, ") || after.startsWith("\\, ");
        if (isBase || isFactor) {
            return isTight(input) ? input : "\\left(" + input + "\\right)";
        }
        if (input.startsWith("-") && before.endsWith(" ") && !before.endsWith(", ")) {
            return "\\left(" + input + "\\right)";
        }
        boolean opened = before.endsWith("\\left(") || before.endsWith("\\left|") || before.endsWith(", ");
        boolean closed = after.startsWith("\\right") || after.startsWith(", ");
        boolean braced = before.endsWith("{") && after.startsWith("}");
        return opened && closed || braced ? unwrapped(input) : input;
    }

    /** The text without the one pair of parentheses that encloses all of it, if there is one. */
    static String unwrapped(String text) {
        return isWrapped(text) ? text.substring("\\left(".length(), text.length() - "\\right)".length()) : text;
    }

    private static boolean isWrapped(String text) {
        if (!text.startsWith("\\left(") || !text.endsWith("\\right)")) {
            return false;
        }
        int depth = 0;
        for (int at = 0; at < text.length(); at++) {
            depth += step(text, at);
            if (depth == 0 && at >= "\\left".length()) {
                return at == text.length() - "\\right)".length();
            }
        }
        return false;
    }

    /** Whether a power or a product beside it cannot be read as belonging to a part of the text only. */
    private static boolean isTight(String text) {
        if (text.startsWith("-") || text.startsWith("\\frac")) {
            return false;
        }
        int depth = 0;
        for (int at = 0; at < text.length(); at++) {
            depth += step(text, at);
            char c = text.charAt(at);
            depth += c == '{' && !isEscaped(text, at) ? 1 : c == '}' && !isEscaped(text, at) ? -1 : 0;
            if (depth == 0 && (c == ' ' || c == '^')) {
                return false;
            }
        }
        return true;
    }

    private static int step(String text, int at) {
        return text.startsWith("\\left", at) ? 1 : text.startsWith("\\right", at) ? -1 : 0;
    }

    private static boolean isEscaped(String text, int at) {
        return at > 0 && text.charAt(at - 1) == '\\';
    }
}
