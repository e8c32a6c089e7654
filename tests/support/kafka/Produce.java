import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes numbered messages with the Java client, whose compressed frames differ from those of our own encoders.
 * Behind the numbered ones comes one message of as many megabytes as the pair says, whose frame does not fit into one go.
 * Arguments: brokers, number of messages, then topic=codec=megabytes.
 */
public class Produce {
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        for (int i = 2; i < args.length; i++) {
            String[] pair = args[i].split("=");
            Properties settings = new Properties();
            settings.put("bootstrap.servers", args[0]);
            settings.put("compression.type", pair[1]);
            settings.put("linger.ms", "50");
            settings.put("batch.size", "200000");
            settings.put("max.request.size", "64000000");
            settings.put("buffer.memory", "128000000");
            settings.put("key.serializer", StringSerializer.class.getName());
            settings.put("value.serializer", StringSerializer.class.getName());
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
                Future<RecordMetadata> last = null;
                for (int n = 0; n < count; n++) {
                    String value = "{\"n\":" + n + ",\"name\":\"团员" + n + "\",\"filler\":\"" + "青年".repeat(40) + "\"}";
                    last = producer.send(new ProducerRecord<>(pair[0], 0, "k" + n, value));
                }
                String large = "{\"n\":" + count + ",\"filler\":\"" + "青年".repeat(Integer.parseInt(pair[2]) * 170000) + "\"}";
                last = producer.send(new ProducerRecord<>(pair[0], 0, "large", large));
                last.get();
            }
        }
    }
}
