package dev.keepsake.checkup;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report as the XML that build servers read of JUnit: each look is a test case. What matters enough fails; what is silenced,
 * or could not be looked at, is skipped with the reason.
 */
public final class JunitReport implements ReportWriter {

    private final Severity least;

    /** Names the severity from which on a finding fails. */
    public JunitReport(Severity least) {
        this.least = least;
    }

    @Override
    public void write(Report report, Writer out) throws IOException {
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            counts(xml, Plain.line(report.about()), report.entries());
            for (String system : systems(report)) {
                suite(xml, system, report);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw new IOException("the report could not be written: " + e.getMessage(), e);
        }
        out.write('\n');
        out.flush();
    }

    private static List<String> systems(Report report) {
        return report.rules().stream().map(Rule::system).distinct().toList();
    }

    private void suite(XMLStreamWriter xml, String system, Report report) throws XMLStreamException {
        List<Report.Entry> entries = report.entries().stream()
                .filter(entry -> entry.finding().rule().system().equals(system))
                .toList();
        xml.writeStartElement("testsuite");
        counts(xml, system, entries);
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("timestamp", report.time().toString());
        for (Report.Entry entry : entries) {
            testcase(xml, entry);
        }
        xml.writeEndElement();
    }

    private void counts(XMLStreamWriter xml, String name, List<Report.Entry> entries) throws XMLStreamException {
        xml.writeAttribute("name", name);
        xml.writeAttribute("tests", Integer.toString(entries.size()));
        xml.writeAttribute(
                "failures", Long.toString(entries.stream().filter(this::fails).count()));
        xml.writeAttribute(
                "skipped",
                Long.toString(entries.stream().filter(this::isSkipped).count()));
        xml.writeAttribute("time", "0");
    }

    private boolean fails(Report.Entry entry) {
        return entry.fails(least);
    }

    private boolean isSkipped(Report.Entry entry) {
        return entry.isSilenced() || (entry.isUnknown() && !fails(entry));
    }

    private void testcase(XMLStreamWriter xml, Report.Entry entry) throws XMLStreamException {
        Finding finding = entry.finding();
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", finding.rule().id());
        xml.writeAttribute("name", Plain.line(finding.subject()));
        xml.writeAttribute("time", "0");
        if (fails(entry)) {
            xml.writeStartElement("failure");
            xml.writeAttribute("type", finding.severity().word());
            xml.writeAttribute("message", Plain.line(finding.seen()));
            String expected = finding.expected().isBlank() ? "an answer" : finding.expected();
            xml.writeCharacters(Plain.line("expected " + expected + ". To do: " + finding.remedy() + ". "
                    + finding.rule().why()));
            xml.writeEndElement();
        } else if (isSkipped(entry)) {
            xml.writeEmptyElement("skipped");
            xml.writeAttribute(
                    "message",
                    Plain.line(entry.silence()
                            .map(silence -> "silenced: " + silence.reason())
                            .orElse(finding.seen())));
        } else {
            xml.writeStartElement("system-out");
            xml.writeCharacters(Plain.line((entry.isOpen() ? finding.severity().word() + ": " : "") + finding.seen()));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}
