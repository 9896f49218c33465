// Sends events to Kafka as the Java SDK of CloudEvents writes them: brokers, topic. Each line of standard input is an event:
// mode, id, source, type, time, agent and data, with tabs between.

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventSerializer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

public final class Send {
    public static void main(String[] args) throws Exception {
        Map<String, KafkaProducer<String, CloudEvent>> producers = new HashMap<>();
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] of = line.split("\t", -1);
            var producer = producers.computeIfAbsent(of[0], mode -> producer(args[0], mode));
            var builder = CloudEventBuilder.v1()
                .withId(of[1]).withSource(URI.create(of[2])).withType(of[3]).withTime(OffsetDateTime.parse(of[4]))
                .withSubject(of[5]).withExtension("partitionkey", of[5]).withExtension("attempt", 2);
            byte[] data = of[6].getBytes(StandardCharsets.UTF_8);
            CloudEvent event = switch (of[0]) {
                case "binary-untyped", "structured-untyped" -> builder.withData(data).build();
                case "binary-without-data" -> builder.build();
                case "binary-schema" -> builder.withData("application/json", URI.create("https://example.org/t.json"), data).build();
                default -> builder.withData("application/json; charset=utf-8", data).build();
            };
            producer.send(new ProducerRecord<>(args[1], of[5], event)).get();
        }
        producers.values().forEach(KafkaProducer::close);
    }

    private static KafkaProducer<String, CloudEvent> producer(String brokers, String mode) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, CloudEventSerializer.class);
        if (mode.startsWith("structured")) {
            var format = new JsonFormat();
            config.put(CloudEventSerializer.ENCODING_CONFIG, Encoding.STRUCTURED);
            config.put(CloudEventSerializer.EVENT_FORMAT_CONFIG, mode.equals("structured-base64") ? format.withForceJsonDataToBase64() : format);
        } else {
            config.put(CloudEventSerializer.ENCODING_CONFIG, Encoding.BINARY);
        }
        return new KafkaProducer<>(config);
    }
}
