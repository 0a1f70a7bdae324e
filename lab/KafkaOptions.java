import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Prints every setting of Kafka's Java consumer and producer, one a line: C or P, a tab, the key.
 *
 * <p>java -cp kafka-clients.jar:... KafkaOptions.java
 */
public class KafkaOptions {
    public static void main(String[] none) {
        new TreeSet<>(ConsumerConfig.configNames()).forEach(key -> System.out.println("C\t" + key));
        new TreeSet<>(ProducerConfig.configNames()).forEach(key -> System.out.println("P\t" + key));
    }
}
