package adjoint.inspect;

import adjoint.expr.SourceLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The user's lines that nodes come from, each listed once, with its text where the source can be read. */
final class Lines {
    private final Sources sources = new Sources();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<PageData.Line> lines = new ArrayList<>();

    /** The number of a site's line, or null where the line is not known. */
    Integer number(SourceLine site) {
        if (site == SourceLine.UNKNOWN) {
            return null;
        }
        return numbers.computeIfAbsent(site.toString(), words -> {
            String place = site.line();
            String method = words.length() > place.length()
                    ? words.substring(place.length() + " (in ".length(), words.length() - 1)
                    : null;
            lines.add(new PageData.Line(place, method, sources.text(place)));
            return lines.size() - 1;
        });
    }

    List<PageData.Line> all() {
        return lines;
    }
}
