package pregroup;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** An element of a result in XML; one that is empty or absent is null. */
final class Node {
    final Element element;

    Node(Element element) {
        this.element = element;
    }

    static Node parse(String text) {
        try {
            return new Node(DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)))
                .getDocumentElement());
        } catch (IOException | ParserConfigurationException
            | SAXException wrong) {
            throw new IllegalStateException(wrong); // the library writes XML
        }
    }

    List<Node> children() {
        List<Node> all = new ArrayList<>();
        for (org.w3c.dom.Node one = element.getFirstChild(); one != null;
             one = one.getNextSibling())
            if (one instanceof Element)
                all.add(new Node((Element) one));
        return all;
    }

    String name() {
        return element.getTagName();
    }

    String text() {
        String text = element.getTextContent();
        return text.isEmpty() ? null : text;
    }

    Node child(String name) {
        for (Node one : children())
            if (one.name().equals(name))
                return one;
        return null;
    }

    String text(String name) {
        Node one = child(name);
        return one == null ? null : one.text();
    }

    BigDecimal number(String name) {
        String text = text(name);
        return text == null ? null : new BigDecimal(text);
    }

    Integer whole(String name) {
        String text = text(name);
        return text == null ? null : Integer.valueOf(text);
    }

    boolean flag(String name) {
        return "true".equals(text(name));
    }

    /** An object; null if the element is absent or has nothing in it. */
    <T> T object(String name, Function<Node, T> make) {
        Node one = child(name);
        return one == null || one.children().isEmpty() ? null : make.apply(one);
    }

    /** The children of one name. */
    <T> List<T> list(String name, Function<Node, T> make) {
        List<T> all = new ArrayList<>();
        for (Node one : children())
            if (one.name().equals(name))
                all.add(make.apply(one));
        return Collections.unmodifiableList(all);
    }

    /** The children of one name in an element; null if that is absent. */
    <T> List<T> list(String of, String name, Function<Node, T> make) {
        Node one = child(of);
        return one == null ? null : one.list(name, make);
    }
}
