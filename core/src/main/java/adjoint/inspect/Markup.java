package adjoint.inspect;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes elements for SVG and HTML: nested properly and escaped by the XML writer of the JDK. What it writes reads the
 * same as XML and as HTML, provided that elements other than HTML's void ones are not written by {@link #empty}.
 */
public final class Markup {
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter out;

    public Markup() {
        try {
            out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
    }

    /** Opens an element; {@code attributes} are names and values in turn. */
    public Markup open(String element, Object... attributes) {
        try {
            out.writeStartElement(element);
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
        return attributes(attributes);
    }

    /** Closes the innermost open element. */
    public Markup close() {
        try {
            out.writeEndElement();
            out.writeCharacters("\n");
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
        return this;
    }

    /** Text within the innermost open element. Characters that XML cannot hold become U+FFFD. */
    public Markup text(String characters) {
        try {
            out.writeCharacters(legal(characters));
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
        return this;
    }

    /** An element that holds text only. */
    public Markup element(String element, String characters, Object... attributes) {
        return open(element, attributes).text(characters).close();
    }

    /** An element without content. */
    public Markup empty(String element, Object... attributes) {
        try {
            out.writeEmptyElement(element);
            attributes(attributes);
            out.writeCharacters("\n");
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
        return this;
    }

    /** The SVG element of a filled rectangle, in pixels. */
    public Markup rectangle(double left, double top, double width, double height, double opacity) {
        Object[] attributes = {"x", left, "y", top, "width", width, "height", height, "fill-opacity", opacity};
        return empty("rect", attributes);
    }

    /** Opens an SVG picture; in a narrow place it shrinks as far as its words stay readable. Sizes are in pixels. */
    Markup openPicture(int width, int height, String classes) {
        return open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", "0 0 " + width + " " + height)
                .attributes("width", width, "height", height, "role", "img", "class", classes)
                .attributes("style", "width:100%;min-width:" + width * 2 / 3 + "px;max-width:" + width + "px");
    }

    /** The SVG element of a rectangle with one colour for its inside and outline; attributes may follow. */
    Markup coloured(String classes, String colour, double left, double top, double width, double height) {
        try {
            out.writeEmptyElement("rect");
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
        return attributes("class", classes, "fill", colour, "stroke", colour)
                .attributes("x", left, "y", top, "width", width, "height", height);
    }

    /** Markup made elsewhere, unchanged. */
    public Markup raw(String markup) {
        try {
            out.writeCharacters(""); // ends an open start tag
            out.flush();
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
        text.append(markup);
        return this;
    }

    /** Further attributes of the element just opened, names and values in turn. */
    public Markup attributes(Object... attributes) {
        try {
            for (int i = 0; i < attributes.length; i += 2) {
                Object value = attributes[i + 1];
                String shown = value instanceof Double number ? Numbers.coordinate(number) : legal(value.toString());
                out.writeAttribute(attributes[i].toString(), shown);
            }
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
        return this;
    }

    private static String legal(String characters) {
        return characters
                .codePoints()
                .map(c -> isLegal(c) ? c : 0xFFFD)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The production Char of XML 1.0, less the carriage return, which XML readers turn into a line feed. */
    private static boolean isLegal(int c) {
        return c == '\t' || c == '\n' || c >= 0x20 && c < 0xD800 || c > 0xDFFF && c < 0xFFFE || c > 0xFFFF;
    }

    /** Text as it stands between tags, in HTML and XML. */
    static String escaped(String characters) {
        return legal(characters).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static IllegalStateException inMemory(XMLStreamException e) {
        return new IllegalStateException("writing markup to memory failed", e);
    }

    @Override
    public String toString() {
        try {
            out.flush();
        } catch (XMLStreamException e) {
            throw inMemory(e);
        }
        return text.toString();
    }
}
