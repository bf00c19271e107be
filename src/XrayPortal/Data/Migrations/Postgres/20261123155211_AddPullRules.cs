using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace XrayPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AddPullRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "PullRules",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Archive = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Modalities = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    BodyParts = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Since = table.Column<DateOnly>(type: "date", nullable: false),
                    EveryMinutes = table.Column<int>(type: "integer", nullable: false),
                    IsOn = table.Column<bool>(type: "boolean", nullable: false),
                    LastRunAt = table.Column<long>(type: "bigint", nullable: true),
                    LastNew = table.Column<int>(type: "integer", nullable: false),
                    TotalNew = table.Column<int>(type: "integer", nullable: false),
                    ReasonCode = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    ReasonSentence = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    CreatedByName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PullRules", x => x.Id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PullRules");
        }
    }
}
