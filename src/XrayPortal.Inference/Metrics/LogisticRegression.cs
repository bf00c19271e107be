namespace XrayPortal.Inference.Metrics;

/// <summary>
/// Logistic regression on standardised features with a ridge of 1 on every weight but the intercept, fitted by Newton's method: a small model
/// for questions such as what film size alone tells.
/// </summary>
/// <remarks>
/// Minimises <c>sum log(1 + exp(-y z)) + |w|^2 / 2</c>, y = -1 or 1; the same as scikit-learn's <c>LogisticRegression(C=1)</c> after <c>StandardScaler</c>.
/// Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd edition, 4.4.
/// </remarks>
public sealed class LogisticRegression
{
    private const int Rounds = 50;
    private const double Precision = 1e-9;

    private readonly double[] means;
    private readonly double[] deviations;

    private LogisticRegression(double[] means, double[] deviations, double[] weights)
    {
        this.means = means;
        this.deviations = deviations;
        Weights = weights;
    }

    /// <summary>Intercept, then one a feature, for features in units of their standard deviation.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <param name="features">[n][d], finite, n at least 1.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    public static LogisticRegression Fit(IReadOnlyList<double[]> features, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (features.Count == 0 || features.Count != labels.Count) throw new ArgumentException($"{features.Count} rows and {labels.Count} labels.", nameof(labels));
        var width = features[0].Length;
        double[] mean = new double[width], deviation = new double[width];
        for (var k = 0; k < width; k++)
        {
            mean[k] = features.Average(f => f[k]);
            deviation[k] = Math.Sqrt(features.Average(f => (f[k] - mean[k]) * (f[k] - mean[k])));
            if (deviation[k] < 1e-12) deviation[k] = 1; // a constant says nothing: it becomes 0
        }

        double[][] rows = [.. features.Select(f => Standardise(f, mean, deviation))];
        var weights = new double[width + 1];
        for (var round = 0; round < Rounds; round++)
        {
            var step = NewtonStep(rows, labels, weights);
            for (var k = 0; k <= width; k++) weights[k] += step[k];
            if (step.Max(Math.Abs) < Precision) break;
        }

        return new LogisticRegression(mean, deviation, weights);
    }

    /// <returns>Log-odds of the positive class.</returns>
    public double Score(double[] features) => Dot(Standardise(features, means, deviations), Weights);

    // A leading 1 for the intercept.
    private static double[] Standardise(double[] features, double[] mean, double[] deviation) =>
        [1, .. features.Select((f, k) => (f - mean[k]) / deviation[k])];

    private static double[] NewtonStep(double[][] rows, IReadOnlyList<int> labels, double[] weights)
    {
        var width = weights.Length;
        var gradient = new double[width];
        var curvature = new double[width, width];
        for (var k = 1; k < width; k++) (gradient[k], curvature[k, k]) = (-weights[k], 1);
        curvature[0, 0] = 1e-9; // keeps the system solvable where every film is called surely
        for (var i = 0; i < rows.Length; i++)
        {
            double p = 1 / (1 + Math.Exp(-Dot(rows[i], weights))), curve = p * (1 - p);
            for (var j = 0; j < width; j++)
            {
                gradient[j] += (labels[i] - p) * rows[i][j];
                for (var k = 0; k <= j; k++) curvature[j, k] += curve * rows[i][j] * rows[i][k];
            }
        }

        return Solve(curvature, gradient);
    }

    /// <summary>Cholesky, from the lower triangle, which is overwritten.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var width = right.Length;
        for (var j = 0; j < width; j++)
        {
            for (var i = j; i < width; i++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++) sum -= matrix[i, k] * matrix[j, k];
                matrix[i, j] = i == j ? Math.Sqrt(sum) : sum / matrix[j, j];
            }
        }

        for (var i = 0; i < width; i++)
        {
            for (var k = 0; k < i; k++) right[i] -= matrix[i, k] * right[k];
            right[i] /= matrix[i, i];
        }

        for (var i = width - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < width; k++) right[i] -= matrix[k, i] * right[k];
            right[i] /= matrix[i, i];
        }

        return right;
    }

    private static double Dot(double[] row, IReadOnlyList<double> weights)
    {
        var sum = 0.0;
        for (var k = 0; k < row.Length; k++) sum += row[k] * weights[k];
        return sum;
    }
}
