import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.module.DCModule;
import com.rometools.rome.feed.synd.*;
import com.rometools.rome.io.SyndFeedInput;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.stream.Collectors;
import org.jdom2.Element;
import org.xml.sax.InputSource;

/**
 * Parses feeds with Rome. Reads feeds separated by NUL from standard input, and prints what Rome finds in each feed as
 * a JSON list.
 */
class Rome {
    public static void main(String[] args) throws Exception {
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        List<Object> found = new ArrayList<>();
        for (String text : input.split("\0")) found.add(feed(text));
        System.out.write(json(found).getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    static Map<String, Object> feed(String text) throws Exception {
        SyndFeedInput input = new SyndFeedInput();
        input.setPreserveWireFeed(true);
        SyndFeed feed = input.build(new InputSource(new StringReader(text)));
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("title", feed.getTitle());
        found.put("link", feed.getLink());
        found.put("language", feed.getLanguage());
        found.put("rights", feed.getCopyright());
        found.put("licenses", licenses(feed.getLinks(), feed.getForeignMarkup()));
        found.put("image", feed.getImage().getUrl());
        found.put("icon", feed.getIcon() == null ? null : feed.getIcon().getUrl());
        found.put("authors", people(feed.getAuthors()));
        found.put("managingEditor", feed.getManagingEditor());
        found.put("webMaster", feed.getWebMaster());
        found.put("categories", categories(feed.getCategories()));
        found.put("entries", feed.getEntries().stream().map(Rome::entry).collect(Collectors.toList()));
        return found;
    }

    static Map<String, Object> entry(SyndEntry entry) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("id", entry.getUri());
        found.put("title", entry.getTitle());
        found.put("link", entry.getLink());
        found.put("published", date(entry.getPublishedDate()));
        found.put("updated", date(entry.getUpdatedDate()));
        DCModule dc = (DCModule) entry.getModule(DCModule.URI);
        boolean isAtom = entry.getWireEntry() instanceof Entry;
        found.put("authors", isAtom ? people(entry.getAuthors()) : dc.getCreators());
        found.put("categories", categories(entry.getCategories()));
        found.put("files", entry.getEnclosures().stream()
            .map(file -> file.getUrl() + " " + file.getType() + " " + file.getLength()).collect(Collectors.toList()));
        found.put("rights", isAtom ? ((Entry) entry.getWireEntry()).getRights() : dc.getRights());
        found.put("licenses", licenses(entry.getLinks(), entry.getForeignMarkup()));
        found.put("source", entry.getSource() == null ? null : entry.getSource().getTitle());
        found.put("content", entry.getContents().isEmpty() ? null : entry.getContents().get(0).getValue());
        return found;
    }

    /** Returns the licences, which are links in Atom and elements of a module in RSS. */
    static List<Object> licenses(List<SyndLink> links, List<Element> elements) {
        List<Object> found = new ArrayList<>();
        for (SyndLink link : links) if ("license".equals(link.getRel())) found.add(link.getHref());
        for (Element element : elements) if (element.getName().equals("license")) found.add(element.getText());
        return found;
    }

    static List<Object> people(List<SyndPerson> people) {
        List<Object> found = new ArrayList<>();
        for (SyndPerson person : people) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", person.getName());
            if (person.getUri() != null) one.put("url", person.getUri());
            if (person.getEmail() != null) one.put("email", person.getEmail());
            found.add(one);
        }
        return found;
    }

    static List<String> categories(List<SyndCategory> categories) {
        return categories.stream().map(SyndCategory::getName).collect(Collectors.toList());
    }

    static String date(Date date) {
        return date == null ? null : date.toInstant().toString();
    }

    static String json(Object value) {
        if (value == null) return "null";
        if (value instanceof List<?> list) {
            return list.stream().map(Rome::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(one -> json(one.getKey()) + ":" + json(one.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        }
        StringBuilder text = new StringBuilder("\"");
        value.toString().chars().forEach(code -> {
            if (code < ' ' || code == '"' || code == '\\') text.append(String.format("\\u%04x", code));
            else text.append((char) code);
        });
        return text.append('"').toString();
    }
}
